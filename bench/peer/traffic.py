"""traffic.py serve PORT | traffic.py measure ADDRESS PORT SECONDS: connections a second, one after the other, and Gbit/s of one TCP stream, as JSON."""
import json, socket, struct, sys, threading, time

if sys.argv[1] == 'serve':
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(('0.0.0.0', int(sys.argv[2])))
    listening.listen(1024)
    threading.Thread(target=lambda: (sys.stdin.read(), __import__('os')._exit(0)), daemon=True).start()
    print('serving', flush=True)
    while True:
        one, _ = listening.accept()
        first = one.recv(1)
        if first == b's':
            while one.recv(1 << 20):
                pass
        elif first:
            one.send(b'y')
        one.close()

address, seconds = (sys.argv[2], int(sys.argv[3])), float(sys.argv[4])
reset = struct.pack('ii', 1, 0)
end, count = time.time() + seconds, 0
while time.time() < end:
    with socket.socket() as one:
        one.settimeout(5)
        one.connect(address)
        one.send(b'x')
        assert one.recv(1) == b'y'
        one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, reset)
        count += 1
stream, sent, piece = socket.create_connection(address, 5), 0, b's' * (1 << 18)
end = time.time() + seconds
while time.time() < end:
    sent += stream.send(piece)
print(json.dumps({'connections': count / seconds, 'gigabits': sent * 8 / seconds / 1e9}))
