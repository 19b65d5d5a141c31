self.onmessage = ({ data: ms }: MessageEvent<number>) => {
  setInterval(() => self.postMessage(undefined), ms);
};
