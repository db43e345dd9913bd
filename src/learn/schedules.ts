/** Every learning-rate schedule, by the names that the library has for them. */

export { constant } from './schedules/constant.js';
export { exponential } from './schedules/exponential.js';
export { oneCycle } from './schedules/one-cycle.js';
export { performance, type PerformanceOptions } from './schedules/performance.js';
export { piecewise } from './schedules/piecewise.js';
export { power } from './schedules/power.js';
export type { FactorStep, LossSchedule, Schedule, TimedSchedule } from './schedules/schedule.js';
