export { type Diagnosis, type DoctorOptions, doctor } from './doctor.js';
export { artifactLayouts, type Leftover } from './leftovers.js';
export type { Finding } from './probe.js';
