/** Exit status 69: a service (a registry, a download) is not reachable. 78: a setting is wrong. */
export class SetupError extends Error {
  constructor(message, exitStatus) {
    super(message);
    this.exitStatus = exitStatus;
  }
}
