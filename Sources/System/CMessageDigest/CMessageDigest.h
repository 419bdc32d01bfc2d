// MD5 (CHAP) and SHA-256 from libmd: the message digests of the BSDs, packaged by every Linux distribution.
#include <sys/types.h>
#include <stdint.h>
#include <md5.h>
#include <sha2.h>
