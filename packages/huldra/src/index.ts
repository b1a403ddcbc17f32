import { consoleSink, settings, workerSetup } from '@huldra/core';

export * from '@huldra/core';

// Importing the front door switches the console on: a first run says what happens. `@huldra/core` alone is silent.
consoleSink({ level: () => settings().logLevel });

// In worker processes as well, also for classes that import `@huldra/core` themselves: what they say there goes into the jobs' logs.
workerSetup(import.meta.url);
