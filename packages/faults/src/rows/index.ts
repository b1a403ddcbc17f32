import type { Row } from '../row.js';
import { contention } from './01-contention.js';
import { stampede } from './02-stampede.js';
import { kill } from './03-kill.js';
import { systemCalls } from './04-system-calls.js';
import { zombie } from './05-zombie.js';
import { badRoot } from './06-bad-root.js';
import { clocksAndCaches } from './07-clocks-and-caches.js';
import { blocked } from './08-blocked.js';
import { nested } from './09-nested.js';
import { power } from './10-power.js';
import { damage } from './11-damage.js';
import { protocolModel } from './12-protocol-model.js';
import { sabotage } from './13-sabotage.js';

/** All rows, in the order of their numbers. */
export const rows: readonly Row[] = [
  contention,
  stampede,
  kill,
  systemCalls,
  zombie,
  badRoot,
  clocksAndCaches,
  blocked,
  nested,
  power,
  damage,
  protocolModel,
  sabotage,
];
