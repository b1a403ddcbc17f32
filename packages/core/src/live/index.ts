export { LineReader } from './line-reader.js';
export { MetricFile } from './metric-file.js';
export { type Metric, parseMetric } from './metric-line.js';
export { type Progress, ProgressFile, readProgress } from './progress-file.js';
