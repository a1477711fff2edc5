import { answer, api } from "../../api/client";

export const sessionsKey = ["sessions"] as const;
export const factorKey = ["second-factor"] as const;
export const tokensKey = ["tokens"] as const;
export const waysKey = ["ways"] as const;
export const identityKey = ["identity"] as const;

export const standInKey = ["stand-in"] as const;

/** The ways to sign in besides name and password. */
export const readWays = () => answer(api.GET("/api/v1/session/ways"));
export const readIdentity = () => answer(api.GET("/api/v1/session/identity"));
export const readStandIns = (id: string) => answer(api.GET("/api/v1/posts/{id}/stand-in", { params: { path: { id } } }));
export const readSessions = () => answer(api.GET("/api/v1/sessions"));
export const readFactor = () => answer(api.GET("/api/v1/session/second-factor"));
export const readTokens = () => answer(api.GET("/api/v1/tokens"));
