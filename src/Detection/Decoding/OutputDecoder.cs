using System.Runtime.InteropServices;
using DetectionSdk.Families;
using DetectionSdk.Models;

namespace DetectionSdk.Decoding;

/// <summary>
/// Turns the answer of the network into detections: the family reads boxes, duplicates are suppressed, the rest is
/// mapped to the image. Its buffers are reused; one caller at a time.
/// </summary>
internal sealed class OutputDecoder(ModelInfo model, DetectorOptions options)
{
    private readonly List<Candidate> _candidates = [];
    private readonly Predicate<Candidate> _isUnsound = candidate =>
        !candidate.IsFinite || !(candidate.Score >= options.Confidence)
        || (uint)candidate.ClassId >= (uint)model.ClassNames.Count;

    /// <summary>Decodes the answer for one image.</summary>
    public DetectedObject[] Decode(ModelOutputs outputs, in ImagePlacement placement)
    {
        bool suppress = ReadCandidates(outputs, placement);
        Span<Candidate> candidates = CollectionsMarshal.AsSpan(_candidates);
        candidates.Sort(Candidate.BestFirst);
        int kept = suppress
            ? NonMaximumSuppression.Apply(candidates, options.Iou, options.ClassAgnostic, options.MaximumDetections)
            : Math.Min(candidates.Length, options.MaximumDetections);
        return ToObjects(candidates[..kept], placement);
    }

    private bool ReadCandidates(ModelOutputs outputs, in ImagePlacement placement)
    {
        _candidates.Clear();
        DecodeContext context = new(model.Signature, options.Confidence, model.ClassNames.Count, placement);
        try
        {
            model.Family.Decode(outputs, context, _candidates);
            _candidates.RemoveAll(_isUnsound);
            return model.Family.NeedsSuppression(outputs, context);
        }
        catch (Exception error)
        {
            throw FamilyGuard.Explain(model.Path, model.Family, error);
        }
    }

    private DetectedObject[] ToObjects(ReadOnlySpan<Candidate> candidates, in ImagePlacement placement)
    {
        DetectedObject[] objects = new DetectedObject[candidates.Length];
        int count = 0;
        foreach (ref readonly Candidate found in candidates)
        {
            OpenCvSharp.Rect2d box = placement.ToImage(found);
            if (box.Width > 0 && box.Height > 0)
                objects[count++] = new DetectedObject(box, found.ClassId, model.ClassNames[found.ClassId], found.Score);
        }
        return count == objects.Length ? objects : objects[..count];
    }
}
