import { outcome, type Row } from '../row.js';
import { runSchedules } from './12-schedules.js';
import { runSpin, whyNoSpin } from './12-spin.js';

export const protocolModel: Row = {
  id: 12,
  fault: 'processes held, killed and late before every step of the protocol',
  promise:
    'one result at a time, no create beside that of a living owner, nobody stuck: in real processes and in the Spin model',
  async run(bench) {
    const { runs, steps, problems } = await runSchedules(bench);
    const figures = `${runs} schedules, ${steps} steps of 3 processes, seed ${bench.seed}`;
    if (problems.length > 0) return outcome(figures, problems);
    const why = whyNoSpin();
    if (why !== undefined) return outcome(figures, problems, [`the Spin model: ${why}`]);
    const spin = await runSpin(bench);
    return outcome(`${figures}; ${spin.figures}`, spin.problems);
  },
};
