export interface Position {
  /** Longitude and latitude, WGS-84. */
  point: [number, number];
  /** Within so many metres. */
  metres: number;
}

/** Where this phone is; none if it may not or cannot say. */
export function position(): Promise<Position | null> {
  return new Promise((done) => {
    if (!("geolocation" in navigator)) return done(null);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => done({ point: [coords.longitude, coords.latitude], metres: Math.round(coords.accuracy) }),
      () => done(null),
      { enableHighAccuracy: true, timeout: 15_000 },
    );
  });
}
