/**
 * The environment variables that metadata records, by their exact names: what can change a result or its speed, and what tells
 * where it was computed. A pattern (`SLURM_*`, `CI_*`) would one day match a secret, so there is none.
 */
export const recordedVariables = [
  // Node and the operating system
  ...['NODE_ENV', 'NODE_OPTIONS', 'NODE_PATH', 'UV_THREADPOOL_SIZE', 'LD_LIBRARY_PATH', 'LD_PRELOAD', 'TMPDIR'],
  // Language and time
  ...['TZ', 'LANG', 'LANGUAGE', 'LC_ALL', 'LC_COLLATE', 'LC_CTYPE', 'LC_NUMERIC', 'LC_TIME'],
  // Threads of numerical libraries
  ...['OMP_NUM_THREADS', 'MKL_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'NUMEXPR_NUM_THREADS', 'RAYON_NUM_THREADS'],
  // Accelerators
  ...['CUDA_VISIBLE_DEVICES', 'CUDA_DEVICE_ORDER', 'CUDA_LAUNCH_BLOCKING', 'CUBLAS_WORKSPACE_CONFIG'],
  ...['NVIDIA_VISIBLE_DEVICES', 'HIP_VISIBLE_DEVICES', 'ROCR_VISIBLE_DEVICES', 'TF_DETERMINISTIC_OPS', 'XLA_FLAGS'],
  // Environments of other languages that a computation may start
  ...['CONDA_DEFAULT_ENV', 'VIRTUAL_ENV', 'LOADEDMODULES'],
  // Slurm
  ...[
    'SLURM_CLUSTER_NAME',
    'SLURM_JOB_ID',
    'SLURM_JOB_NAME',
    'SLURM_JOB_PARTITION',
    'SLURM_JOB_ACCOUNT',
    'SLURM_JOB_QOS',
  ],
  ...['SLURM_JOB_NODELIST', 'SLURM_JOB_NUM_NODES', 'SLURM_JOB_GPUS', 'SLURM_ARRAY_JOB_ID', 'SLURM_ARRAY_TASK_ID'],
  ...['SLURM_RESTART_COUNT', 'SLURM_NTASKS', 'SLURM_PROCID', 'SLURM_LOCALID', 'SLURM_NODEID', 'SLURMD_NODENAME'],
  ...['SLURM_CPUS_PER_TASK', 'SLURM_CPUS_ON_NODE', 'SLURM_GPUS', 'SLURM_GPUS_ON_NODE', 'SLURM_MEM_PER_NODE'],
  ...['SLURM_MEM_PER_CPU', 'SLURM_SUBMIT_HOST', 'SLURM_SUBMIT_DIR'],
  // Other schedulers
  ...['PBS_JOBID', 'LSB_JOBID', 'JOB_ID'],
  // Continuous integration
  ...[
    'CI',
    'GITHUB_ACTIONS',
    'GITHUB_REPOSITORY',
    'GITHUB_RUN_ID',
    'GITHUB_SHA',
    'GITLAB_CI',
    'CI_JOB_ID',
    'CI_COMMIT_SHA',
  ],
] as const;
