export type { ContractOptions } from './case-body.js';
export { type ContractCase, executorContract } from './contract.js';
