import { consoleSink, settings } from '@huldra/core';

export * from '@huldra/core';

// Importing the front door switches the console on: a first run says what happens. `@huldra/core` alone is silent.
consoleSink({ level: () => settings().logLevel });
