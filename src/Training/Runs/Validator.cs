using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;
using OpenCvSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

internal sealed class Validator(RunFolder run, AerisTrainerOptions options, AnnotatedDataSet validation)
{
    public ValidationScores Validate(TrainingState state)
    {
        DetectorEvaluation evaluation = new(validation) { Transform = options.Degradation is null ? null : Degrade };
        state.Average.Precision = options.Precision;
        DetectorEvaluationResult result = evaluation.RunModel(image => Detect(state.Average, image), validation.ClassNames);
        double ap = result.Coco.Scores.AP;
        ValidationScores scores = new(state.Step, ap, result.Coco.Scores.AP50, ap > (state.Best?.AveragePrecision ?? -1));
        if (scores.IsBest) { state.Best = scores; SafeTensors.Write(run.BestWeights, state.Average.state_dict()); }
        return scores;
    }
    private (Mat, AnnotatedImage) Degrade(int index, Mat image, AnnotatedImage annotated)
    {
        DegradationPlan plan = options.Degradation!.Sample(index, image.Size());
        return (plan.Apply(image), annotated with { Size = plan.OutputSize, Annotations = [.. annotated.Annotations.Zip(plan.MapBoxes([.. annotated.Annotations.Select(a => a.Box)]), (a, b) => new Annotation(b, a.ClassId))] });
    }
    private DetectionResult Detect(AerisNetwork net, Mat image)
    {
        using var scope = NewDisposeScope(); using var ng = no_grad();
        int w = (image.Width + 31) / 32 * 32, h = (image.Height + 31) / 32 * 32, ox = (w - image.Width) / 2, oy = (h - image.Height) / 2;
        using Mat padded = new(); Cv2.CopyMakeBorder(image, padded, oy, h - image.Height - oy, ox, w - image.Width - ox, BorderTypes.Constant, OpenCvSharp.Scalar.All(114));
        using Mat rgb = new(); Cv2.CvtColor(padded, rgb, ColorConversionCodes.BGR2RGB);
        Tensor t = empty(new long[] { 1, h, w, 3 }, ScalarType.Byte); System.Runtime.InteropServices.MemoryMarshal.AsBytes(rgb.AsSpan<Vec3b>()).CopyTo(t.bytes);
        AerisOutput o = net.call(t.permute(0, 3, 1, 2).to(ScalarType.Float32).div_(255f), null);
        Tensor s = o.Heatmap.sigmoid(); s = s.mul(s.eq(nn.functional.max_pool2d(s, 3, 1, 1)).to(ScalarType.Float32));
        float[] heat = s.data<float>().ToArray(), size = o.BoxSize.contiguous().data<float>().ToArray(), off = o.CenterOffset.contiguous().data<float>().ToArray();
        int gw = w / 4, n = w / 4 * (h / 4);
        var list = Enumerable.Range(0, heat.Length).Where(i => heat[i] > 0.005f).OrderByDescending(i => heat[i]).Take(100).Select(i =>
        {
            int c = i / n, p = i % n; double x = (p % gw + off[p]) * 4 - ox, y = (p / gw + off[n + p]) * 4 - oy, bw = size[p] * 4, bh = size[n + p] * 4;
            return new DetectedObject(new Rect2d(x - bw / 2, y - bh / 2, bw, bh).Intersect(new Rect2d(0, 0, image.Width, image.Height)), c, validation.ClassNames[c], heat[i]);
        }).Where(d => d.Box.Width > 0 && d.Box.Height > 0);
        return new DetectionResult(image.Size(), [.. list]);
    }
}
