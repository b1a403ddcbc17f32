export { type ContractCase, type ContractOptions, executorContract } from './contract.js';
