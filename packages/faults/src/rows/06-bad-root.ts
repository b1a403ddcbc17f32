import { SmallDisk } from '../rig/small-disk.js';
import { outcome, type Row } from '../row.js';
import { fullDisk, readOnlyDisk } from './06-disks.js';
import { notADirectory } from './06-not-a-directory.js';
import { Stage } from './06-stage.js';
import { forbidden, readOnlyPermissions, removed } from './06-underfoot.js';

export const badRoot: Row = {
  id: 6,
  fault:
    'a disk that fills up at every page and every file, a read-only root, a file as root, directories removed or forbidden under a running attempt',
  promise: 'typed errors, no false success, hits served all the while, and recovery at once when the fault is gone',
  async run(bench) {
    const disk = await SmallDisk.make(bench.directory);
    const stage = new Stage(bench, typeof disk === 'string' ? [] : disk.wrapper);
    try {
      if (typeof disk !== 'string') {
        await fullDisk(stage, disk);
        await readOnlyDisk(stage, disk);
      }
      await notADirectory(stage);
      await removed(stage);
      await forbidden(stage);
      await readOnlyPermissions(stage);
    } finally {
      await stage.end();
      if (typeof disk !== 'string') await disk.end();
    }
    const figures = stage.tally.summary('false success', 'untyped', 'hung', 'unrecovered');
    return outcome(figures, stage.tally.problems, typeof disk === 'string' ? [`disks: ${disk}`] : []);
  },
};
