#!/bin/sh
# 用 Slurm 作业数组把一批文档分到多台机器上做；四个任务各做四分之一，共用一个输出目录。
# A batch over many machines as a Slurm job array: four tasks make a quarter each, into one shared folder.
#
#   sbatch --array=1-4 slurm.sh quarterly-full.xml quarters.csv 'out/{年份}/第{期次}季度/{单位}.pdf'
#   hongtou report merge out/report-*-of-4.jsonl -o out/report.jsonl     # 全部结束之后 when all have ended
#
# 被杀掉、被抢占或失败的任务重新排队后接着做：scontrol requeue 作业号_任务号；只补一个任务时写
# HONGTOU_SHARDS=4 sbatch --array=3 …。
# A task that is killed, preempted or fails goes on where it was when it is requeued: scontrol requeue JOB_TASK; to send
# one task again, HONGTOU_SHARDS=4 sbatch --array=3 …
#SBATCH --job-name=hongtou
#SBATCH --array=1-4
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=hongtou-%A_%a.log
exec "${HONGTOU:-hongtou}" batch "$1" --data "$2" -o "$3" --shard auto --resume -j "${SLURM_CPUS_PER_TASK:-1}"
