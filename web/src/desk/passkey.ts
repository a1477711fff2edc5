import { answer, api, type Schema } from "../api/client";

/** Nothing was made or shown: somebody cancelled, it took too long, or the device has no passkey of this house. */
export class NotShown extends Error {}

/** The device holds a passkey of this account already. */
export class MadeBefore extends Error {}

/** Whether this browser has passkeys, on this page. */
export const hasPasskeys = () => isSecureContext && typeof PublicKeyCredential === "function";

type Options = Schema["PasskeyOptions"]["options"];

/** What WebAuthn writes as JSON; browsers of some years ago do not read it themselves. */
interface Json {
  challenge: string;
  rpId?: string;
  timeout?: number;
  userVerification?: UserVerificationRequirement;
  rp: PublicKeyCredentialRpEntity;
  user: { id: string; name: string; displayName: string };
  pubKeyCredParams: PublicKeyCredentialParameters[];
  excludeCredentials?: { id: string }[];
  authenticatorSelection?: AuthenticatorSelectionCriteria;
}

const read = (text: string) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const written = (bytes: ArrayBuffer) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

async function ask(work: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  try {
    const found = await work();
    if (found) return found as PublicKeyCredential;
  } catch (error) {
    if (error instanceof DOMException && error.name === "InvalidStateError") throw new MadeBefore();
  }
  throw new NotShown();
}

/** The device makes a passkey, once whoever holds it has shown who it is. */
export async function make(options: Options) {
  const { challenge, rp, user, pubKeyCredParams, timeout, excludeCredentials = [], authenticatorSelection } = options as unknown as Json;
  const made = await ask(() =>
    navigator.credentials.create({
      publicKey: {
        challenge: read(challenge),
        rp,
        user: { ...user, id: read(user.id) },
        pubKeyCredParams,
        timeout,
        excludeCredentials: excludeCredentials.map(({ id }) => ({ type: "public-key" as const, id: read(id) })),
        authenticatorSelection,
        attestation: "none",
      },
    }),
  );
  const response = made.response as AuthenticatorAttestationResponse;
  return {
    id: written(made.rawId),
    type: "public-key",
    response: { clientDataJSON: written(response.clientDataJSON), attestationObject: written(response.attestationObject) },
    clientExtensionResults: {},
  };
}

/** The device shows a passkey. */
export async function show(options: Options) {
  const { challenge, rpId, timeout, userVerification } = options as unknown as Json;
  const shown = await ask(() => navigator.credentials.get({ publicKey: { challenge: read(challenge), rpId, timeout, userVerification } }));
  const response = shown.response as AuthenticatorAssertionResponse;
  if (!response.userHandle) throw new NotShown();
  return {
    id: written(shown.rawId),
    type: "public-key",
    response: {
      clientDataJSON: written(response.clientDataJSON),
      authenticatorData: written(response.authenticatorData),
      signature: written(response.signature),
      userHandle: written(response.userHandle),
    },
    clientExtensionResults: {},
  };
}

/** What is given once more before something of the door changes: the password and, where there is one, the second factor, by
 * the code that was typed or by a passkey. */
export async function onceMore(factor: Schema["FactorView"], typed: { password: string; code: string }): Promise<Schema["OnceMore"]> {
  const { password, code } = typed;
  if (code) return { password, code };
  if (factor.passkeys.length === 0) return { password };
  const { options } = await answer(api.POST("/api/v1/session/passkeys/proof"));
  return { password, passkey: await show(options) };
}
