using System.Buffers.Binary;
using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>Looks at an AVI file after OpenCV wrote it, because its writer does not say when a write failed.</summary>
internal static class WrittenClip
{
    private const int ChunkHeader = 8;

    /// <summary>Whether the file is there to its last byte, with all of its frames.</summary>
    public static bool IsWhole(string path, int frames)
    {
        if (!IsClosed(path)) return false;
        using VideoCapture clip = new(path, VideoCaptureAPIs.FFMPEG);
        return clip.IsOpened() && clip.FrameCount == frames;
    }

    // The sizes of the parts, one per gigabyte, are written last and add up to the length of the file.
    private static bool IsClosed(string path)
    {
        using FileStream file = File.OpenRead(path);
        Span<byte> header = stackalloc byte[ChunkHeader];
        while (file.Position < file.Length)
        {
            if (file.ReadAtLeast(header, ChunkHeader, throwOnEndOfStream: false) < ChunkHeader) return false;
            if (!header.StartsWith("RIFF"u8)) return false;
            file.Position += BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        }
        return file.Length > 0 && file.Position == file.Length;
    }
}
