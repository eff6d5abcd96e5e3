/* Errors of the system in both languages: its own words come in the language of the
 * machine, not in that of the message. */
#include <errno.h>

#include "base.h"

/* Chinese, 0x1F, English: an argument of both (diag_both). */
static const struct {
  int error;
  const char *words;
} errors[] = {
    {ENOENT, "没有这个文件或目录\037no such file or folder"},
    {EACCES, "没有权限\037permission denied"},
    {EPERM, "系统不允许\037not permitted"},
    {EISDIR, "是目录\037is a folder"},
    {ENOTDIR, "路径中有一段不是目录\037a part of the path is no folder"},
    {EEXIST, "已经存在\037exists already"},
    {ENOTEMPTY, "目录不是空的\037the folder is not empty"},
    {ENOSPC, "磁盘已满\037no space left on the disk"},
    {EDQUOT, "超出磁盘配额\037disk quota exceeded"},
    {EROFS, "文件系统只读\037the file system is read-only"},
    {EFBIG, "文件过大\037the file is too large"},
    {EIO, "读写设备出错\037input or output error"},
    {EMFILE, "打开的文件过多\037too many open files"},
    {ENFILE, "系统打开的文件过多\037too many open files in the system"},
    {ENAMETOOLONG, "文件名过长\037the file's name is too long"},
    {ELOOP,
     "符号链接成环或不许跟随\037a symbolic link leads in a circle or may not be "
     "followed"},
    {EPIPE, "接收的程序已退出\037the receiving program has gone"},
    {EBUSY, "正被占用\037in use"},
    {ETXTBSY, "正在运行\037is being run"},
    {ENOMEM, "内存不足\037out of memory"},
    {EAGAIN, "资源暂时不足\037temporarily out of resources"},
    {EINVAL, "参数无效\037invalid argument"},
    {EXDEV, "不在同一文件系统\037another file system"},
    {ENXIO, "没有这个设备\037no such device"},
    {ENODEV, "没有这个设备\037no such device"},
    {ENOTSUP, "不支持这一操作\037not supported"},
    {ESTALE, "网络文件已失效\037stale network file"},
    {ETIMEDOUT, "超时\037timed out"},
    {EBADF, "文件已关闭\037the file is closed"},
};

const char *file_error_words(int error) {
  for (size_t i = 0; i < G_N_ELEMENTS(errors); i++) {
    if (errors[i].error == error)
      return errors[i].words;
  }
  return g_strerror(error);
}
