export { isError, messageOf } from './error-text.js';
export {
  ComputeError,
  ConfigurationError,
  CorruptArtifactError,
  CycleError,
  DeclarationError,
  InvalidConfigError,
  LoadError,
  LostClaimError,
  MissingResultError,
  NewerFormatError,
  type Problem,
  RootNotWritableError,
  SealedFieldError,
  StorageError,
  UnhashableValueError,
  UnknownClassError,
  WaitTimeoutError,
} from './errors.js';
export { type ErrorDetails, HuldraError } from './huldra-error.js';
