/** How the learning rate changes, on a command line. */

import { SCHEDULE_FORMS } from '../learn/schedules/schedule-text.js';
import type { Flag } from './command.js';
import { usually } from './options.js';

export const scheduleOption = {
  schedule: usually('constant', {
    type: 'string',
    requiresArg: true,
    describe: `how the learning rate changes: ${SCHEDULE_FORMS}`,
  }),
} as const satisfies Record<string, Flag>;
