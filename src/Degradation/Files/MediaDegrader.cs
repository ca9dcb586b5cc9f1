using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>Reads one image or clip, degrades it and writes the result, which is there whole or not at all.</summary>
internal static class MediaDegrader
{
    /// <param name="source">The file.</param>
    /// <param name="planOf">The plan for images, or frames, of a size.</param>
    /// <param name="target">PNG for an image, AVI for a clip.</param>
    /// <param name="cancellation">Ends a clip between two frames.</param>
    /// <returns>The plan of the image, or of the clip's first frame.</returns>
    /// <exception cref="DegradationException">The file cannot be read, or the plan does not fit it.</exception>
    public static DegradationPlan Degrade(MediaFile source, Func<Size, DegradationPlan> planOf, string target, CancellationToken cancellation)
    {
        string folder = Path.GetDirectoryName(target)!;
        Directory.CreateDirectory(folder);
        string temporary = Path.Combine(folder, $".{Path.GetFileNameWithoutExtension(target)}.{Environment.ProcessId}.tmp{Path.GetExtension(target)}");
        try
        {
            DegradationPlan plan = source.IsClip ? DegradeClip(source, planOf, temporary, cancellation) : DegradeImage(source, planOf, temporary);
            File.Move(temporary, target, overwrite: true);
            return plan;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>The image, or the first frame of the clip; 8-bit BGR, the caller disposes it.</summary>
    public static Mat ReadFirst(MediaFile source)
    {
        if (!source.IsClip) return ReadImage(source);
        using VideoCapture clip = Open(source);
        Mat frame = new();
        if (clip.Read(frame)) return frame;
        frame.Dispose();
        throw new DegradationException($"{source.FilePath}: the clip has no frame that can be read.");
    }

    private static DegradationPlan DegradeImage(MediaFile source, Func<Size, DegradationPlan> planOf, string temporary)
    {
        using Mat image = ReadImage(source);
        DegradationPlan plan = planOf(image.Size());
        using Mat degraded = plan.Apply(image);
        File.WriteAllBytes(temporary, degraded.ImEncode(".png"));
        return plan;
    }

    private static Mat ReadImage(MediaFile source)
    {
        Mat image = Cv2.ImDecode(File.ReadAllBytes(source.FilePath), ImreadModes.Color);
        if (!image.Empty()) return image;
        image.Dispose();
        throw new DegradationException($"{source.FilePath}: not an image that can be decoded.");
    }

    private static DegradationPlan DegradeClip(MediaFile source, Func<Size, DegradationPlan> planOf, string temporary, CancellationToken cancellation)
    {
        using VideoCapture clip = Open(source);
        using Mat frame = new();
        DegradationPlan? plan = null;
        VideoWriter? writer = null;
        try
        {
            for (int index = 0; clip.Read(frame); index++)
            {
                cancellation.ThrowIfCancellationRequested();
                plan ??= planOf(frame.Size());
                writer ??= Create(temporary, clip.Fps, plan.OutputSize);
                using Mat degraded = plan.ForFrame(index).Apply(frame);
                writer.Write(degraded);
            }
        }
        finally
        {
            writer?.Dispose();
        }
        return plan ?? throw new DegradationException($"{source.FilePath}: the clip has no frame that can be read.");
    }

    private static VideoCapture Open(MediaFile source)
    {
        VideoCapture clip = new(source.FilePath);
        if (clip.IsOpened()) return clip;
        clip.Dispose();
        throw new DegradationException($"{source.FilePath}: not a clip that can be opened.");
    }

    private static VideoWriter Create(string path, double framesPerSecond, Size size)
    {
        VideoWriter writer = new(path, FourCC.FromString("FFV1"), framesPerSecond > 0 ? framesPerSecond : 25, size);
        if (writer.IsOpened()) return writer;
        writer.Dispose();
        throw new DegradationException($"{path}: cannot write a clip of {size.Width} x {size.Height} px there.");
    }
}
