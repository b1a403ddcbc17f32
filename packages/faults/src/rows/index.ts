import type { Row } from '../row.js';
import { contention } from './01-contention.js';
import { stampede } from './02-stampede.js';

/** All rows, in the order of their numbers. */
export const rows: readonly Row[] = [contention, stampede];
