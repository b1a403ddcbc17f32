import type { CallPoint } from './strace.js';
import { type Problem, problem } from './tally.js';

/** Aiming is corrected after each; most need one. */
const attempts = 8;

/** Repeats a run until it has hit the call that it was to hit. `run` answers where to aim the next time when it has not. */
export async function untilHit(
  point: CallPoint,
  run: (point: CallPoint, attempt: number) => Promise<readonly Problem[] | CallPoint>,
): Promise<readonly Problem[]> {
  let aim = point;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const answer = await run(aim, attempt);
    if (!('call' in answer)) return answer;
    aim = answer;
  }
  return [problem('unexpected', `the call was not hit in ${attempts} attempts`)];
}
