import { answer, api } from "../../api/client";

export const sessionsKey = ["sessions"] as const;
export const factorKey = ["second-factor"] as const;
export const tokensKey = ["tokens"] as const;

export const standInKey = ["stand-in"] as const;

export const readStandIns = (id: string) => answer(api.GET("/api/v1/posts/{id}/stand-in", { params: { path: { id } } }));
export const readSessions = () => answer(api.GET("/api/v1/sessions"));
export const readFactor = () => answer(api.GET("/api/v1/session/second-factor"));
export const readTokens = () => answer(api.GET("/api/v1/tokens"));
