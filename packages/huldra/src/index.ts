import { settings, workerSetup } from '@huldra/core';
import { consoleSink, fileSink } from '@huldra/winston';

export * from '@huldra/core';
export * from '@huldra/winston';

// Importing the front door switches the logs on: a first run says what happens, and each artifact keeps a log. `@huldra/core`
// alone is silent.
fileSink();
consoleSink({ level: () => settings().logLevel });

// In worker processes as well, also for classes that import `@huldra/core` themselves: what they say there goes into the jobs' logs.
workerSetup(import.meta.url);
