import { connect, type Socket } from 'node:net';

/** Opens so many clients that never end their request, half of them in the headers, half in the body. */
export async function openHalf(baseUrl: string, count: number): Promise<{ close(): void }> {
  const port = Number(new URL(baseUrl).port);
  const sockets: Socket[] = [];
  await Promise.all(
    Array.from({ length: count }, (_, index) => {
      const opened = Promise.withResolvers<void>();
      const socket = connect(port, '127.0.0.1', () => opened.resolve()).on('error', opened.reject);
      sockets.push(socket);
      socket.write(
        index % 2 === 0
          ? 'GET /health/live HTTP/1.1\r\nHost: x\r\n'
          : 'POST /api/dnb/sync HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{',
      );
      return opened.promise;
    }),
  );
  return {
    close() {
      for (const socket of sockets) socket.destroy();
    },
  };
}
