// Holes in files (Linux): what the C library declares only for _GNU_SOURCE, which a Swift import of it does not define.
#include <linux/falloc.h>
#include <linux/fs.h>
#include <sys/types.h>

extern int fallocate(int descriptor, int mode, off_t offset, off_t length);
