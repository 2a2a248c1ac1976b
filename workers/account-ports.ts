// What the flow of a person's account needs: who signs in and how (better-auth, behind `Auth`),
// and what is kept about people beside it.
import type { Person } from './hub-ports.ts'

/** What a request says about whoever sends it. */
export interface Caller {
  cookie: string
  userAgent: string
  /** Address it came from, as far as it can be believed. */
  address: string
  /** Where that is, in words; null: nobody knows. */
  place: string | null
}

export type SignedIn =
  | { kind: 'in'; cookies: string[]; person: Person }
  /** Right, and a second factor is wanted; the cookies remember who it is. */
  | { kind: 'second'; cookies: string[] }
  | { kind: 'wrong' }
export type Opened = Exclude<SignedIn, { kind: 'wrong' }>

/** An account as its owner sees it, read from the database. */
export interface Account extends Person {
  emailVerified: boolean
  hasPassword: boolean
  hasSecondFactor: boolean
  /** Ids of the providers it is connected with. */
  connected: string[]
  /** Id of the session that asks, and when it was begun. */
  session: string
  signedInAt: number
}

export interface Session {
  id: string
  /** The one that asks. */
  isOwn: boolean
  userAgent: string
  address: string
  place: string | null
  signedInAt: number
  lastUsedAt: number
}

/** What an authenticator app is set up with (`otpauth:`). */
export interface SecondFactorStart {
  uri: string
}

/** A second factor: codes of an authenticator app, and recovery codes for when it is lost. The
 *  password is null for an account that has none. */
export interface SecondFactors {
  /** A fresh secret; nothing is asked for until a first code was typed. */
  startSecond(caller: Caller, password: string | null): Promise<SecondFactorStart | null>
  /** The first code: from now on it is asked for. Answers the cookies of a fresh session. */
  confirmSecond(caller: Caller, code: string): Promise<string[] | null>
  stopSecond(caller: Caller, password: string | null): Promise<string[] | null>
  recoveryCodes(person: string): Promise<string[]>
  newRecoveryCodes(caller: Caller, password: string | null): Promise<string[] | null>
  /** `over`: too late or too often wrong; sign in again. `locked`: too often wrong lately. */
  passSecond(
    caller: Caller,
    code: string,
  ): Promise<{ kind: 'in'; cookies: string[] } | { kind: 'wrong' | 'over' | 'locked' }>
}

export interface Passkey {
  id: string
  name: string
  /** Kept by a provider, so that it is on other devices, too. */
  isSynced: boolean
  createdAt: number | null
}

/** Passkeys (WebAuthn): what the browser is given and gives back is JSON, not looked into here. */
export interface Passkeys {
  /** False where the address of the installation is no host name: browsers refuse that. */
  readonly hasPasskeys: boolean
  passkeys(caller: Caller): Promise<Passkey[]>
  /** What a new passkey is made with. Null: the session is not fresh. */
  newPasskey(caller: Caller): Promise<{ options: unknown; cookies: string[] } | null>
  /** False: it is not what was asked for. */
  keepPasskey(caller: Caller, response: unknown, name: string): Promise<boolean>
  dropPasskey(caller: Caller, id: string): Promise<boolean>
  askPasskey(caller: Caller): Promise<{ options: unknown; cookies: string[] }>
  signInByPasskey(caller: Caller, response: unknown): Promise<SignedIn>
}

/** Somebody whose word about a person is taken. */
export interface Provider {
  id: string
  name: string
}

/** Connected accounts elsewhere. Null: the provider is not known, or does not answer. */
export interface Providers {
  readonly providers: readonly Provider[]
  /** Where to send the browser, which comes back to `path` signed in. */
  askProvider(caller: Caller, id: string, path: string): Promise<Onward | null>
  /** The same for whoever is signed in: connects the account there with the one here. */
  linkProvider(caller: Caller, id: string): Promise<Onward | null>
  /** The browser is back, with what the provider gave it. */
  returned(
    caller: Caller,
    id: string,
    query: string,
  ): Promise<{ path: string; cookies: string[] } | null>
}
export interface Onward {
  url: string
  cookies: string[]
}

/** Signing in and sessions: better-auth's part. Cookies are whole `Set-Cookie` values. */
export interface Auth extends SecondFactors, Passkeys, Providers {
  /** Makes an account. Throws what better-auth throws when the address is taken. */
  signUp(email: string, name: string, password: string): Promise<Person>
  signIn(email: string, password: string, caller: Caller): Promise<SignedIn>
  /** A session for somebody who proved who they are: by a letter, or by all that is asked. Null:
   *  the account is gone. */
  open(person: string, caller: Caller, proof: 'letter' | 'all'): Promise<Opened | null>
  /** Ends the session; answers the cookies that clear it. */
  signOut(caller: Caller): Promise<string[]>
  /** Whose session it is, or null. A session that was ended may live on for a minute here. */
  session(caller: Caller): Promise<Person | null>
  /** The same, asked of the database. */
  account(caller: Caller): Promise<Account | null>
  rename(caller: Caller, name: string): Promise<string[]>
  /** Whether it is the password of whoever asks. */
  isPassword(caller: Caller, password: string): Promise<boolean>
  /** Forgets an account elsewhere. */
  disconnect(person: string, provider: string): Promise<void>
  /** Sets the password and ends all sessions of the account. */
  setPassword(person: string, password: string): Promise<void>
  /** Latest use first. */
  sessions(caller: Caller): Promise<Session[]>
  /** Ends one session of the account; false: it has none of this id. */
  endSession(caller: Caller, id: string): Promise<boolean>
  endOtherSessions(caller: Caller): Promise<void>
}

/** Beside better-auth: attempts, letters, and what an account leaves behind. */
export interface PeopleStore {
  byEmail(email: string): Promise<Person | null>
  byId(id: string): Promise<Person | null>
  /** Sets a proven address. False: another account has it. */
  setEmail(person: string, email: string): Promise<boolean>
  /** Notes that a letter to the account's address was read. */
  setVerified(person: string): Promise<void>
  /** Counts one more attempt under this key. A window begins with the first. */
  attempt(key: string, windowMs: number, now: number): Promise<{ count: number; since: number }>
  /** Forgets the attempts under this key. */
  forgive(key: string): Promise<void>
  /** Forgets the one-time tokens whose purpose is of this person: `verb:<person>…`. */
  dropTokens(person: string): Promise<void>
  /** Names of the workspaces that would have no owner without this person. */
  onlyOwnerOf(person: string): Promise<string[]>
  /** Removes the account with all that is its own; the log of what was done keeps no name. Answers
   *  the workspaces it belonged to; null: a workspace would be left without an owner. */
  remove(person: string): Promise<string[] | null>
}
