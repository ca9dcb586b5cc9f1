using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;

namespace DetectionSdk.Tests.Families;

/// <summary>YOLOX-nano by its published rules, written down without the SDK. Boxes carry no label.</summary>
internal sealed class YoloxReference(string model) : IDisposable
{
    private const int Side = 416;

    private readonly InferenceSession _session = new(model);

    public DetectedObject[] Detect(Mat image, float confidence, float iou)
    {
        double ratio = Math.Min((double)Side / image.Height, (double)Side / image.Width);
        float[] answer = Run(image, ratio);
        List<(double[] Box, int Class, float Score)> kept = [];
        var boxes = Boxes(answer, confidence).OrderByDescending(b => b.Score);
        foreach ((double[] Box, int Class, float Score) box in boxes)
        {
            if (!kept.Any(k => k.Class == box.Class && Overlap(k.Box, box.Box) > iou)) kept.Add(box);
        }
        return [.. kept.Select(k => ToObject(k.Box, k.Class, k.Score, ratio, image.Size()))];
    }

    public void Dispose() => _session.Dispose();

    private float[] Run(Mat image, double ratio)
    {
        using Mat scaled = new(), padded = new(Side, Side, MatType.CV_8UC3, Scalar.All(114));
        Cv2.Resize(image, scaled, new Size((int)(image.Width * ratio), (int)(image.Height * ratio)));
        using (Mat corner = padded[new Rect(0, 0, scaled.Width, scaled.Height)]) scaled.CopyTo(corner);
        float[] planes = new float[3 * Side * Side];
        ReadOnlySpan<Vec3b> pixels = MemoryMarshal.CreateReadOnlySpan(ref padded.At<Vec3b>(0), Side * Side);
        for (int i = 0; i < pixels.Length; i++)
            for (int channel = 0; channel < 3; channel++) planes[channel * Side * Side + i] = pixels[i][channel];
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(planes, [1, 3, Side, Side]);
        using RunOptions run = new();
        using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(
            run, [_session.InputNames[0]], [input], [_session.OutputNames[0]]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }

    private static IEnumerable<(double[] Box, int Class, float Score)> Boxes(float[] answer, float confidence)
    {
        int row = 0;
        foreach (int stride in (int[])[8, 16, 32])
        {
            for (int y = 0; y < Side / stride; y++)
            {
                for (int x = 0; x < Side / stride; x++, row++)
                {
                    float[] r = answer[(row * 85)..(row * 85 + 85)];
                    float[] scores = r[5..];
                    int best = Array.IndexOf(scores, scores.Max());
                    float score = r[4] * scores[best];
                    if (score < confidence) continue;
                    double cx = (r[0] + x) * (double)stride, cy = (r[1] + y) * (double)stride;
                    double w = Math.Exp(r[2]) * stride, h = Math.Exp(r[3]) * stride;
                    yield return ([cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2], best, score);
                }
            }
        }
    }

    private static double Overlap(double[] a, double[] b)
    {
        double width = Math.Min(a[2], b[2]) - Math.Max(a[0], b[0]);
        double height = Math.Min(a[3], b[3]) - Math.Max(a[1], b[1]);
        double both = Math.Max(0, width) * Math.Max(0, height);
        return both / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both);
    }

    private static DetectedObject ToObject(double[] box, int classId, float score, double ratio, Size image)
    {
        double left = Math.Clamp(box[0] / ratio, 0, image.Width), top = Math.Clamp(box[1] / ratio, 0, image.Height);
        double right = Math.Clamp(box[2] / ratio, 0, image.Width);
        double bottom = Math.Clamp(box[3] / ratio, 0, image.Height);
        return new DetectedObject(new Rect2d(left, top, right - left, bottom - top), classId, "", score);
    }
}
