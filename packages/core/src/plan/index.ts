export { type GraphNode, graphOf } from './graph.js';
