export { type GraphNode, graphOf } from './graph.js';
export { pastOf } from './history.js';
export { type PlanOptions, plan } from './make-plan.js';
export { Plan, type PlanTextOptions } from './plan.js';
export type { Change, Decision, PlanNode } from './plan-node.js';
export { median, type Price, priceOf } from './price.js';
export type { PlanJson, PlanNodeJson } from './render/json.js';
export { fitted, harmless, padded, widthOf } from './render/text.js';
