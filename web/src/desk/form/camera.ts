import type { Schema } from "../../api/client";

/** When and where a photo was taken, as the page that took it knows. */
export type Taken = Schema["PhotoTaken"];

/** The page can take photos itself: over HTTPS, in a browser that lets a page ask for the camera. */
export const hasCamera = () => Boolean(navigator.mediaDevices?.getUserMedia);

/** A place that is older says where somebody was, not where the photo is taken. */
const OLD_MS = 60_000;

/** Follows where one is, only until `stop` is called. */
export function whereabouts() {
  let here: GeolocationPosition | null = null;
  const watch = navigator.geolocation?.watchPosition((found) => (here = found), () => undefined, { enableHighAccuracy: true });
  return {
    /** Now, and here, if the telephone tells it. */
    taken(): Taken {
      const at = new Date();
      if (!here || at.getTime() - here.timestamp > OLD_MS) return { at: at.toISOString() };
      const { longitude, latitude, accuracy } = here.coords;
      return { at: at.toISOString(), lon: longitude, lat: latitude, accuracy };
    },
    stop: () => watch !== undefined && navigator.geolocation.clearWatch(watch),
  };
}
