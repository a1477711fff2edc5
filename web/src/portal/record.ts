import { onUnmounted, ref } from "vue";

/** Seconds of one recording: enough to tell a matter, and a small file on any network. */
export const MOST_SECONDS = 120;

/** Both are taken by the server. Safari records the second one only. */
const TYPES = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];

/** A browser gives the microphone on HTTPS and on this machine only, and old ones cannot record. */
export const canRecord = typeof MediaRecorder !== "undefined" && Boolean(navigator.mediaDevices?.getUserMedia);

/** Records what is said until it is stopped, or the time is over, or the page is left: then `done` gets it. */
export function useRecorder(done: (recording: Blob, seconds: number) => void) {
  const seconds = ref<number | null>(null);
  const failed = ref(false);
  let recorder: MediaRecorder | null = null;
  let ticking: ReturnType<typeof setInterval> | undefined;
  let left = false;

  async function start() {
    failed.value = false;
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      // The page was left while the person was asked.
      if (left) stream.getTracks().forEach((track) => track.stop());
      else record(stream);
    } catch {
      failed.value = true;
    }
  }

  function record(stream: MediaStream) {
    const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
    const made = new MediaRecorder(stream, { ...(mimeType && { mimeType }), audioBitsPerSecond: 32_000 });
    const parts: Blob[] = [];
    made.ondataavailable = ({ data }) => parts.push(data);
    made.onstop = () => {
      clearInterval(ticking);
      stream.getTracks().forEach((track) => track.stop());
      const length = seconds.value ?? 0;
      seconds.value = null;
      recorder = null;
      const recording = new Blob(parts, { type: made.mimeType.split(";")[0]! });
      if (recording.size > 0) done(recording, length);
    };
    made.start();
    recorder = made;
    seconds.value = 0;
    ticking = setInterval(() => {
      seconds.value = (seconds.value ?? 0) + 1;
      if (seconds.value >= MOST_SECONDS) stop();
    }, 1000);
  }

  function stop() {
    if (recorder?.state === "recording") recorder.stop();
  }

  onUnmounted(() => {
    left = true;
    stop();
  });

  return { seconds, failed, start, stop };
}

/** Minutes and seconds. */
export function length(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
