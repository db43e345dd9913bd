/** Tests that need the native binding skip, visibly, without it; not where it is required, as CI requires it. */

import { hasTensorflow } from '#dist/tensorflow/native.js';

/** A test's option. */
export const needsTensorflow: { readonly skip: false | string } = {
  skip:
    hasTensorflow() || process.env['LEANCTR_TENSORFLOW'] === 'required'
      ? false
      : 'no native TensorFlow: npm run tensorflow',
};
