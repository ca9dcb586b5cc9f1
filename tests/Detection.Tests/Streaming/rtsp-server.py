"""An RTSP camera on loopback that sends an H.264 clip: python3 rtsp-server.py CLIP PORT  ->  rtsp://127.0.0.1:PORT/camera"""
import sys
import gi
gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer

clip, port = sys.argv[1:]
Gst.init(None)
camera = GstRtspServer.RTSPMediaFactory()
camera.set_launch(f'( filesrc location="{clip}" ! qtdemux ! rtph264pay name=pay0 pt=96 config-interval=1 )')
server = GstRtspServer.RTSPServer()
server.set_address("127.0.0.1")
server.set_service(port)
server.get_mount_points().add_factory("/camera", camera)
server.attach(None)
print("ready", flush=True)
GLib.MainLoop().run()
