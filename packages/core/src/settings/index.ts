export { completeSettings, configure, rawDirectory, type Settings, settings } from './settings.js';
