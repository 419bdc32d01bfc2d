// The iSCSI initiator library that the test helper drives: libiscsi 1.19.
#include <stddef.h>
#include <stdint.h>
#include <iscsi/iscsi.h>
#include <iscsi/scsi-lowlevel.h>
