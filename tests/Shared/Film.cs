using System.Text;
using OpenCvSharp;

namespace DetectionSdk.Tests;

/// <summary>Films that a test has recorded, read as players read them.</summary>
internal static class Film
{
    /// <summary>Number of pictures that can be read.</summary>
    public static int FramesOf(string path)
    {
        using VideoCapture film = new(path);
        using Mat frame = new();
        int frames = 0;
        while (film.Read(frame)) frames++;
        return frames;
    }

    /// <summary>Whether it is H.264 with one index, before the pictures, as browsers want it to seek.</summary>
    public static bool IsForBrowsers(string path)
    {
        string bytes = Encoding.Latin1.GetString(File.ReadAllBytes(path));
        int index = bytes.IndexOf("moov", StringComparison.Ordinal);
        return bytes.Contains("avc1", StringComparison.Ordinal) && !bytes.Contains("moof", StringComparison.Ordinal)
            && index >= 0 && index < bytes.IndexOf("mdat", StringComparison.Ordinal);
    }
}
