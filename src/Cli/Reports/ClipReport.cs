using System.Globalization;
using DetectionSdk.Evaluation;
using DetectionSdk.Imaging.Video;
using OpenCvSharp;

namespace DetectionSdk.Cli;

/// <summary>
/// Says what a bundle for one clip is worth: how near it comes to the clip, beside bicubic enlarging, and beside H.264
/// of the clip itself with as many bytes.
/// </summary>
/// <param name="clip">The original.</param>
/// <param name="bundle">The bundle.</param>
internal sealed class ClipReport(string clip, string bundle)
{
    public void Print(CancellationToken token)
    {
        DirectoryInfo temporary = Directory.CreateTempSubdirectory("detsdk-");
        try
        {
            Print(FrontEndBundle.ExtractClip(bundle, temporary.FullName), token);
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }

    private void Print(string low, CancellationToken token)
    {
        long bytes = new FileInfo(bundle).Length, lowBytes = new FileInfo(low).Length;
        Write($"{bytes} bytes: clip {lowBytes}, weights and the rest {bytes - lowBytes}");
        using SuperResolver resolver = SuperResolver.Load(bundle);
        int scale = resolver.Model.Scale!.Value;
        double fitted = Measure((frame, number) => resolver.Enhance(frame, new FrontEndContext(Frame: number)));
        Write($"fitted    {fitted:0.00} dB");
        Write($"bicubic   {Measure((frame, _) => Enlarge(frame, scale)):0.00} dB");
        PrintCoded(resolver.Model.Bundle.Clip!.Frames, bytes, token);

        double Measure(Func<Mat, int, Mat> change) => ClipQuality.Psnr(clip, low, change, token);
    }

    /// <summary>What as many bytes of H.264 give; on a machine without ffmpeg that it was not measured.</summary>
    private void PrintCoded(int frames, long bytes, CancellationToken token)
    {
        string coded = bundle + ".h264.mp4";
        try
        {
            H264Codec.EncodeTo(clip, coded, bytes, Duration(frames));
            double psnr = ClipQuality.Psnr(clip, coded, cancellationToken: token);
            Write($"H.264     {psnr:0.00} dB with {new FileInfo(coded).Length} bytes, of the clip itself");
        }
        catch (VideoSourceException error)
        {
            Write($"H.264     not measured: {error.Message}");
        }
        finally
        {
            File.Delete(coded);
        }
    }

    private TimeSpan Duration(int frames)
    {
        using VideoFileReader reader = VideoFileReader.Open(clip);
        using Mat frame = new();
        reader.Read(frame); // the rate is known then
        return TimeSpan.FromSeconds(frames / (reader.FramesPerSecond ?? 25));
    }

    private static Mat Enlarge(Mat frame, int scale)
    {
        Mat enlarged = new();
        Cv2.Resize(frame, enlarged, default, scale, scale, InterpolationFlags.Cubic);
        return enlarged;
    }

    private static void Write(FormattableString line) =>
        Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
