/** Why the native binding cannot be made, in one line. */

export class CannotInstall extends Error {
  override readonly name = 'CannotInstall';
  /** As errors of the system have one: the command line prints the message without a stack. */
  readonly code = 'ERR_TENSORFLOW_INSTALL';

  constructor(what: string) {
    super(`tensorflow: ${what}`);
  }
}
