/** Pixels of the longer side that are enough to see what is wrong. */
const LONGEST = 2000;
/** Bytes that are not worth shrinking. */
const ENOUGH = 1_000_000;

export interface Prepared {
  blob: Blob;
  /** Where the camera stood, if it wrote that: longitude, latitude (WGS-84). */
  gps: [number, number] | null;
}

/** A photo in a format the server refuses and this browser cannot open. */
export class HeicUnreadable extends Error {}

/** Makes a large photo small and turns what this browser can open into JPEG. Others stay as they are. */
export async function prepare(file: File): Promise<Prepared> {
  const heic = /hei[cf]/i.test(`${file.type} ${file.name}`);
  if (!heic && !file.type.startsWith("image/")) return { blob: file, gps: null };
  const gps = await position(file);
  if (!heic && file.size <= ENOUGH) return { blob: file, gps };
  try {
    return { blob: await redraw(file), gps };
  } catch {
    if (heic) throw new HeicUnreadable(file.name);
    // The server looks at it and says what is wrong.
    return { blob: file, gps };
  }
}

async function redraw(file: File): Promise<Blob> {
  const image = new Image();
  image.src = URL.createObjectURL(file);
  try {
    await image.decode();
    const scale = Math.min(1, LONGEST / Math.max(image.naturalWidth, image.naturalHeight));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.naturalWidth * scale);
    canvas.height = Math.round(image.naturalHeight * scale);
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((done, fail) =>
      canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("no picture"))), "image/jpeg", 0.85),
    );
  } finally {
    URL.revokeObjectURL(image.src);
  }
}

/** Read here, since redrawing loses it. */
async function position(file: File): Promise<[number, number] | null> {
  try {
    const { default: reader } = await import("exifreader");
    const { gps } = await reader.load(file, { expanded: true });
    // A camera that knows no place writes zeros, of which the reader makes no number.
    const point = [Number(gps?.Longitude), Number(gps?.Latitude)] as [number, number];
    return point.every(Number.isFinite) ? point : null;
  } catch {
    // Most pictures say nothing.
    return null;
  }
}
