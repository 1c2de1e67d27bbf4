export interface AdmissionLimits {
  /** Connections of one user, and from one client address, in this process. */
  perUser: number;
  perAddress: number;
}

/** Connections that have not said who they are: in all, and from one address. */
const WAITING = 256;
const WAITING_PER_ADDRESS = 64;

/** The place that one connection takes. */
export interface Place {
  /** It is this user's from now on. False: the user has too many. */
  belongsTo(user: string): boolean;
  /** Nobody is known yet. False: too many wait. */
  waits(): boolean;
  free(): void;
}

export interface Admission {
  /** Undefined: too many come from there. */
  arrive(address: string): Place | undefined;
}

/** Counts what is open by user and by address, and who has not said `hello`; a count that falls to 0 is forgotten. */
export function createAdmission({ perUser, perAddress }: AdmissionLimits): Admission {
  const users = createCounts();
  const addresses = createCounts();
  const waiting = createCounts();
  let waitingInAll = 0;

  return {
    arrive(address) {
      if (!addresses.add(address, perAddress)) return undefined;
      let user: string | undefined;
      let waits = false;
      let freed = false;
      const waitsNoMore = () => {
        if (!waits) return;
        waits = false;
        waitingInAll--;
        waiting.remove(address);
      };
      return {
        belongsTo(who) {
          if (freed) return false; // it went away while it was asked who it is
          waitsNoMore();
          if (user === who) return true;
          if (!users.add(who, perUser)) return false;
          if (user !== undefined) users.remove(user);
          user = who;
          return true;
        },
        waits() {
          if (freed || waitingInAll >= WAITING || !waiting.add(address, WAITING_PER_ADDRESS)) return false;
          waits = true;
          waitingInAll++;
          return true;
        },
        free() {
          if (freed) return;
          freed = true;
          waitsNoMore();
          addresses.remove(address);
          if (user !== undefined) users.remove(user);
        },
      };
    },
  };
}

function createCounts() {
  const counts = new Map<string, number>();
  return {
    add(name: string, most: number): boolean {
      const count = counts.get(name) ?? 0;
      if (count >= most) return false;
      counts.set(name, count + 1);
      return true;
    },
    remove(name: string): void {
      const count = (counts.get(name) ?? 0) - 1;
      if (count > 0) counts.set(name, count);
      else counts.delete(name);
    },
  };
}
