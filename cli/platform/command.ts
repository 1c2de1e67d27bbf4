/**
 * Starting one program so that it cannot outlive its supervisor.
 *
 * The program leads its own process group (a signal to the group reaches all that it starts, and Ctrl-C in the terminal
 * does not reach it at all), and a watchdog sits in the same group: a shell that reads a pipe whose other end the
 * supervisor holds. However the supervisor ends, the kernel closes that end; the watchdog then asks the program to stop
 * and, after a grace time, kills the group. As it belongs to the group itself, the group's number cannot be
 * given to anybody else while the watchdog lives; and when the group is killed it is gone too.
 *
 * The shell that becomes the program (`exec`) starts the watchdog first, and through a short-lived child, so that it is
 * nobody's child that matters: a postmaster would take the death of an unknown child with a bad status for a
 * crashed backend and restart itself.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, fstatSync, openSync } from 'node:fs';

export interface Command {
  /** Absolute path of the program, and its arguments. */
  argv: readonly [string, ...string[]];
  /** The whole environment; nothing is inherited. */
  environment: Readonly<Record<string, string>>;
  folder: string;
  /** What the program takes as "finish and leave". */
  stopSignal: 'SIGTERM' | 'SIGINT';
  /** How long it may take for that, in milliseconds; then its group is killed. */
  graceMs: number;
  /** True when the program watches the lifeline (file descriptor 3) itself; its watchdog then only waits and kills. */
  watchesLifeline: boolean;
  /** Standard output and error are appended here. */
  log: string;
  /** Another user to run as; only root can. */
  user?: { uid: number; gid: number } | undefined;
}

/** `$1` signal to send at the end of the lifeline ("-": none), `$2` tenths of a second to wait, then the program. */
const LAUNCH = `
umask 077
how=$1; patience=$2; leader=$$; shift 2
( (
  trap '' HUP INT TERM
  exec >/dev/null 2>&1
  while read -r _ <&3; do :; done
  [ "$how" = - ] || kill -s "$how" "$leader"
  while [ "$patience" -gt 0 ] && kill -0 "$leader"; do sleep 0.1; patience=$((patience - 1)); done
  kill -s KILL -- "-$leader"
) & )
[ "$how" = - ] || exec 3<&-
exec "$@"
`;

export interface Launched {
  readonly process: ChildProcess;
  /** Size of the log when the program started: what it wrote begins there. */
  readonly logStart: number;
}

/** Starts it. The pid is the program's own. A program that cannot be run ends at once with status 126 or 127. */
export function launch(command: Command): Launched {
  const log = openSync(command.log, 'a', 0o600);
  try {
    const how = command.watchesLifeline ? '-' : command.stopSignal.replace('SIG', '');
    const child = spawn(
      '/bin/sh',
      ['-c', LAUNCH, 'docugenie', how, String(Math.ceil(command.graceMs / 100)), ...command.argv],
      {
        cwd: command.folder,
        env: command.environment,
        detached: true,
        stdio: ['ignore', log, log, 'pipe'],
        ...command.user,
      },
    );
    // The lifeline carries nothing; it must only not keep an event loop busy or fail loudly when the other side goes.
    child.stdio[3]?.on('error', () => undefined);
    return { process: child, logStart: fstatSync(log).size };
  } finally {
    closeSync(log);
  }
}
