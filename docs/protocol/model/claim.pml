/*
 * How processes own, publish and invalidate one artifact: packages/core/src/store as it is implemented, one step for each
 * operation on the shared file system. README.md beside this file says what is checked, and how.
 *
 * Epochs are taken in order and never given back, so `highest` is all there is to say about locks/<epoch>.lock.
 */

#ifndef USERS
#define USERS 3
#endif
#ifndef ROUNDS
#define ROUNDS 1
#endif
#ifndef CRASHES
#define CRASHES 1
#endif
#ifndef PAUSES
#define PAUSES 1
#endif

#ifdef NO_SEAL
#define SEALS 0
#else
#define SEALS 1
#endif

#define LAST 16
#define BIT(user) (1 << (user))

mtype:outcome = { held, yielded, failed, preempted, invalidated };

/* The files of the artifact. */
byte highest;                  /* locks/<epoch>.lock exists for 1..highest */
byte record[LAST];             /* locks/<epoch>.json: 1 + its owner, 0 when there is none */
mtype:outcome released[LAST];  /* what became of the claim, as its record says */
byte intents[LAST];            /* locks/<epoch>.<token>.intent: the users who have one */
unsigned staged : LAST;        /* SUCCESS.staged-<epoch>.json, a bit for each */
byte success;                  /* SUCCESS.json: the epoch that it names, 0 when there is none */

/* The users of the store. They are alike, so their names can follow the order in which they begin. */
byte begun, finished;
byte dead;                     /* whose process is gone */
byte seenDead;                 /* of these, whose end can be seen: not on other hosts, nor in other containers */
byte holds[USERS];             /* the epoch on which a user is at work */
bool silent;                   /* nobody has seen a sign of life of the highest epoch for a lease */

/* What the claims of this model are about. */
byte creating;                 /* users within create() whose claim has not been silent for a lease */
bool tardy[USERS];             /* its present claim has been */
byte taker[LAST];              /* 1 + who made the lock of an epoch */
bool created;                  /* there was a create() */
bool excused;                  /* something happened to which a further create() may be due */
byte removedUnder;             /* the epoch that last set a result aside */
byte misplaced;                /* a later result that somebody late has set aside, until it is put back or there is another */
byte crashes, pauses;
bool isHidden;                 /* somebody died unseen */

#ifdef NO_LEASE
#define SILENT(epoch) false
#else
#define SILENT(epoch) (silent && highest == (epoch))
#endif
#define IS_DEAD(user) ((dead >> (user)) & 1)
#define IS_OVER(epoch) (released[epoch] != held || ((seenDead >> (record[epoch] - 1)) & 1))
/* observer.ts, #evidence: whoever yielded to a result that is not seen here is respected. */
#define SEEMS_OVER(epoch) (IS_OVER(epoch) && (fin || released[epoch] != yielded))
/* observer.ts, #withoutRecord: there are suspects, and none of them lives. */
#define PREVIOUS (h - 1 > fin && record[h - 1] != 0)
#define NO_SUSPECT_LIVES(names) ((names != 0 || PREVIOUS) && (names & ~seenDead) == 0 && (!PREVIOUS || IS_OVER(h - 1)))
/* claim.ts, lost: the own deadline has passed, or somebody has the next epoch. */
#define IS_LOST (silent || highest > c)

/* What lies more than an epoch back means nothing any more; forgetting it keeps the states few. */
inline take(epoch) {
  highest = epoch;
  taker[epoch] = me + 1;
  silent = false;
  if
  :: epoch > 2 -> record[epoch - 2] = 0; released[epoch - 2] = held; intents[epoch - 2] = 0; taker[epoch - 2] = 0
  :: else
  fi
}

/* A record of an epoch long past is read by nobody. */
inline release(outcome) {
  d_step {
    if
    :: c + 1 >= highest -> released[c] = outcome
    :: else
    fi
  }
}

inline startCreate() {
  d_step {
    assert(excused || !created);
    created = true;
    if
    :: tardy[me] -> skip
    :: else ->
      assert((creating & ~dead) == 0);
      creating = creating | BIT(me)
    fi
  }
}

inline endCreate() { creating = creating & ~BIT(me) }

proctype User(byte me) {
  byte rounds, h, fin, names, c;
  bool asks;

next:
  {
    atomic {
      begun >= me -> begun = (begun == me -> me + 1 : begun);
      holds[me] = 0; h = 0; fin = 0; names = 0; c = 0; asks = false;
      if
      :: rounds == ROUNDS -> goto done
      :: rounds < ROUNDS -> rounds++; asks = true
      :: rounds < ROUNDS -> rounds++
      fi
    }

look: /* Read SUCCESS.json. */
    atomic {
      holds[me] = 0; c = 0; h = 0; names = 0;
      fin = (success -> success + SEALS : 0);
      if
      :: asks && success -> goto next
#ifdef RENEWS
      :: asks && success /* The class's validate says no: a result to be set aside. */
#endif
      :: else
      fi
    }
    /* List locks/, and look for the locks after those that were listed: the last is what counts. */
#ifdef ONE_LISTING
    names = intents[highest + 1]; h = highest;
    atomic {
      if
      :: highest == h + 1 -> h = highest; names = names & intents[h]
      :: else -> h = highest; names = intents[h]
      fi
    }
#endif
    atomic {
      h = (highest > fin -> highest : fin);
      if
      :: h == fin -> goto free
      :: else
      fi
    }
#ifndef ONE_LISTING
    /* Is there a record? If not, list once more. What is made or removed meanwhile may be in the answer or not: … */
    atomic {
      if
      :: record[h] -> goto judge
      :: else -> names = intents[h]
      fi
    }
    /* … here it is not, which tells least. */
    names = names & intents[h];
#endif

judge: /* Read the record, and the heartbeat. */
    atomic {
      if
      :: record[h] && (SEEMS_OVER(h) || SILENT(h)) -> goto free
      :: record[h] && !(SEEMS_OVER(h) || SILENT(h)) -> goto wait
      :: !record[h]
#ifdef UNRECORDED_IS_FREE
        -> goto free
#endif
      fi
    }
    /* Read the owners in the intents that were listed; one that is gone by now tells nothing. */
    atomic {
      if
      :: (names & ~intents[h]) == 0 && NO_SUSPECT_LIVES(names) -> goto free
      :: SILENT(h) -> goto free
      :: else
      fi
    }

wait: /* Woken by a change or by the clock: as soon as looking again shows something else. */
    atomic {
      (success || highest != h || SILENT(h) || (record[h] && SEEMS_OVER(h)) || (!record[h] && NO_SUSPECT_LIVES(intents[h])));
      goto look
    }

free: /* Nobody owns h. An invalidation needs something to invalidate. */
    atomic {
      if
      :: !asks && !fin && (!h || released[h] == yielded || released[h] == invalidated) -> goto next
      :: asks && h && released[h] == failed -> goto next /* Who waited for it shares its failure. */
      :: !asks && fin -> goto next /* It was computed since the invalidation was asked for, and is left alone. */
      :: asks || fin || (h && released[h] != yielded && released[h] != invalidated)
      fi;
      c = h + 1; h = 0; names = 0;
      fin = (asks -> fin : 0);
      assert(c + 1 < LAST);
      /* claim.ts, tryAcquire: the intent … */
#ifndef LATE_INTENT
      intents[c] = intents[c] | BIT(me)
#endif
    }
    /* … the lock … */
    atomic {
      assert(c <= highest + 1);
      if
      :: c == highest + 1 -> take(c); holds[me] = c; tardy[me] = false
#ifdef SHARED_LOCK
      :: c <= highest -> holds[me] = c; tardy[me] = false
#else
      :: c <= highest -> goto beaten
#endif
      fi
    }
#ifdef LATE_INTENT
    intents[c] = intents[c] | BIT(me);
#endif
    /* … the record. */
    d_step {
      if
      :: c + 1 >= highest -> record[c] = me + 1
      :: else
      fi
    }
#ifndef NO_REVOCATION
    staged = staged & ~(BIT(c) - 1);
#endif
    /* Taken over before it began? */
    atomic {
      if
      :: highest > c -> goto beaten
      :: else
      fi
    }
    d_step {
      /* The heartbeat begins. */
      if
      :: highest == c -> silent = false
      :: else
      fi
    }
    atomic {
      intents[c] = intents[c] & ~BIT(me);
      if
      :: asks -> goto claimed
      :: else
      fi
    }

setAside: /* set-aside.ts: look, rename, and back with it if a later epoch has published it. */
    atomic {
      if
      :: IS_LOST -> goto lost
      :: else
      fi
    }
    atomic {
      h = success;
      if
      :: h && h < c -> success = 0; removedUnder = c; excused = true
      :: h > c -> success = 0; misplaced = h
      :: else
      fi
    }
    atomic {
      if
#ifndef NO_PUTTING_BACK
      :: h > c && !success -> success = h; misplaced = 0; goto lost
#endif
      :: h > c && success -> goto lost
      :: h <= c && asks -> h = 0; goto create
      :: else -> h = 0
      fi
    }
    release(invalidated);
    goto next;

beaten:
    atomic { intents[c] = intents[c] & ~BIT(me); goto look }

lost:
    h = 0;
    release(preempted);
    goto next;

claimed:
#ifndef NO_RECHECK
    /* load-or-create.ts, #recheck: a result that was not there, or the one that was found not valid. */
    atomic {
      if
      :: success && success + SEALS != fin -> goto yield
      :: success && success + SEALS == fin -> fin = 0; goto setAside
      :: else -> fin = 0
      fi
    }
#endif
create:
    atomic {
      if
      :: IS_LOST -> goto lost
      :: else
      fi
    }
    startCreate();
    if
    :: endCreate()
    :: d_step { endCreate(); excused = true };
      atomic {
        if
        :: IS_LOST -> goto lost
        :: else
        fi
      }
      release(failed);
      goto next
    fi;

    /* publish.ts: look, stage, seal, link. */
    atomic {
      if
      :: IS_LOST -> goto lost
      :: else
      fi
    }
    staged = staged | BIT(c);
#ifndef NO_SEAL
    atomic {
      if
      :: highest > c -> goto unstage
      :: highest == c -> take(c + 1)
      fi
    }
#endif
    atomic {
      if
#ifdef PUBLISH_BY_RENAME
      :: staged & BIT(c) -> assert(!success);
#else
      :: !success && (staged & BIT(c)) ->
#endif
        /* Who was taken over before the seal publishes nothing, nor what has been invalidated since. */
        assert(!taker[c + 1] || taker[c + 1] == me + 1);
        assert(c >= removedUnder);
        success = c; misplaced = 0
      :: else -> goto unstage
      fi
    }
    staged = staged & ~BIT(c);
    goto next;

unstage:
    atomic { staged = staged & ~BIT(c); goto lost }

yield:
    release(yielded);
    goto look
  } unless { IS_DEAD(me) };

done: /* A process may end, or live on without asking again. */
  atomic {
    holds[me] = 0; finished++;
    if
    :: !IS_DEAD(me) -> dead = dead | BIT(me); seenDead = seenDead | BIT(me)
    :: true
    fi
  }
}

#define AT_WORK(user) (holds[user] && !IS_DEAD(user) && (holds[user] == highest || holds[user] + 1 == highest))
#if USERS > 2
#define SOMEBODY_AT_WORK (AT_WORK(0) || AT_WORK(1) || AT_WORK(2))
#else
#define SOMEBODY_AT_WORK (AT_WORK(0) || AT_WORK(1))
#endif

/* kill -9 */
inline crash(user) {
  atomic {
    crashes < CRASHES && begun > user && !IS_DEAD(user) && finished < USERS ->
    crashes++; excused = true; dead = dead | BIT(user); creating = creating & ~BIT(user); holds[user] = 0;
    if
    :: seenDead = seenDead | BIT(user)
    :: isHidden = true
    fi
  }
}

/* Its claim may be taken over from now on: a second create() beside it is what was promised. */
inline delay(user) {
  if
  :: AT_WORK(user) -> tardy[user] = true; creating = creating & ~BIT(user)
  :: else
  fi
}

proctype World() {
  do
  :: crash(0)
  :: crash(1)
#if USERS > 2
  :: crash(2)
#endif
  /* An owner is stopped, or late, for a lease. */
  :: d_step { pauses < PAUSES && !silent && SOMEBODY_AT_WORK -> pauses++; excused = true; silent = true;
      delay(0); delay(1);
#if USERS > 2
      delay(2)
#endif
      }
  /* Only after such a thing, or a death that nobody sees, is an epoch left to the lease though nobody is at work on it. */
  :: d_step { (pauses || isHidden) && highest && !silent && !SOMEBODY_AT_WORK -> silent = true }
  /* What was set aside too late is back, unless whoever had to put it back was killed. */
  :: atomic { finished == USERS -> assert(!misplaced || crashes); break }
  od
}

init {
  byte i;
  atomic {
    do
    :: i < LAST -> released[i] = held; i++
    :: i == LAST -> break
    od;
    i = 0;
    do
    :: i < USERS -> run User(i); i++
    :: i == USERS -> break
    od;
    run World();
    i = 0
  }
}
