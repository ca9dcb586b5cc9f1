using DetectionSdk.Imaging;

namespace DetectionSdk.Evaluation;

/// <summary>
/// An evaluation that several machines share: each saves its part (<see cref="DetectorEvaluation.Shard"/>) in one
/// folder, and together they are the result of one machine, to the last digit of the scores.
/// </summary>
public static class EvaluationParts
{
    private const string Facts = "part.json", GroundTruth = "ground-truth.json", Detections = "detections.json";

    /// <summary>
    /// Writes a part into a folder of its own below the common one; an earlier one of its number goes.
    /// </summary>
    /// <param name="result">What a <see cref="DetectorEvaluation"/> with this shard gave.</param>
    /// <param name="shard">Which part it is.</param>
    /// <param name="command">What was measured how, in any words: parts of different ones are not merged.</param>
    /// <param name="folder">The common folder.</param>
    /// <exception cref="DataSetException">A file cannot be written.</exception>
    public static void Save(DetectorEvaluationResult result, Shard shard, string command, string folder)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(shard);
        string part = Path.Combine(folder, shard.FileName);
        // The facts come last: without them there is no part.
        Directory.CreateDirectory(part);
        File.Delete(Path.Combine(part, Facts));
        CocoDataSet.Write(result.GroundTruth, Path.Combine(part, GroundTruth));
        CocoDetections.Write(result.Detections, result.GroundTruth, Path.Combine(part, Detections));
        PartFacts facts = new(
            command, result.UnmappedClasses, [.. result.Images.Select(PartImage.Of)], result.Problems);
        CocoJson.Write(Path.Combine(part, Facts), facts, PartJson.Default.PartFacts);
    }

    /// <summary>Reads all parts as one result.</summary>
    /// <param name="dataSet">The whole data set that the parts are of.</param>
    /// <param name="command">What was measured how.</param>
    /// <param name="folder">The common folder.</param>
    /// <exception cref="DataSetException">
    /// A part is absent, damaged, of another data set or of another command, or there are parts of several divisions.
    /// </exception>
    public static DetectorEvaluationResult Merge(AnnotatedDataSet dataSet, string command, string folder)
    {
        ArgumentNullException.ThrowIfNull(dataSet);
        List<Part> parts = [.. Find(folder).Select(shard => Read(Path.Combine(folder, shard.FileName)))];
        foreach (Part part in parts) part.Require(command, dataSet);
        (PartImage Facts, AnnotatedImage Image, IEnumerable<ScoredBox> Boxes)[] images =
            [.. parts.SelectMany(part => part.Images(dataSet)).OrderBy(image => image.Facts.Index)];
        return new DetectorEvaluationResult(
            dataSet with { Images = [.. images.Select(image => image.Image)] },
            [.. images.SelectMany((image, index) => image.Boxes.Select(box => box with { ImageIndex = index }))],
            parts[0].Facts.UnmappedClasses, [.. images.Select(image => image.Facts.ToMeasures())],
            [.. parts.SelectMany(part => part.Facts.Problems)]);
    }

    private static List<Shard> Find(string folder)
    {
        Shard[] found = Directory.Exists(folder)
            ? [.. Directory.GetDirectories(folder).Where(part => File.Exists(Path.Combine(part, Facts)))
                .Select(ShardOf).OfType<Shard>().OrderBy(shard => shard.Number)]
            : [];
        int[] counts = [.. found.Select(shard => shard.Count).Distinct().Order()];
        if (counts.Length != 1)
            throw new DataSetException(
                folder, null, counts.Length == 0
                    ? "holds no part of an evaluation; expected those that --shard K/N writes."
                    : $"holds parts of {string.Join(" and of ", counts)}; expected those of one division.");
        int[] absent = [.. Enumerable.Range(1, counts[0]).Except(found.Select(shard => shard.Number))];
        return absent.Length == 0
            ? [.. found]
            : throw new DataSetException(
                folder, null, $"lacks part {string.Join(", ", absent)} of {counts[0]}; expected all.");
    }

    private static Shard? ShardOf(string part) => Shard.TryParse(
        Path.GetFileName(part).Replace("-of-", "/", StringComparison.Ordinal), out Shard? shard) ? shard : null;

    private static Part Read(string folder)
    {
        string facts = Path.Combine(folder, Facts);
        AnnotatedDataSet truth = CocoDataSet.ReadGroundTruth(Path.Combine(folder, GroundTruth));
        return new Part(
            facts, CocoJson.Read(facts, PartJson.Default.PartFacts, "what --shard K/N writes"), truth,
            CocoDetections.Read(Path.Combine(folder, Detections), truth).ToLookup(box => box.ImageIndex));
    }

    private sealed record Part(
        string Path, PartFacts Facts, AnnotatedDataSet GroundTruth, ILookup<int, ScoredBox> Boxes)
    {
        public void Require(string command, AnnotatedDataSet whole)
        {
            if (Facts.Command != command)
                throw new DataSetException(Path, null, $"was measured by '{Facts.Command}'; expected '{command}'.");
            if (Facts.Images.Count != GroundTruth.Images.Count
                || Facts.Images.Any(image => whole.Images.ElementAtOrDefault(image.Index)?.Name != image.Name))
                throw new DataSetException(Path, null, "was measured on other images than those of the data set.");
        }

        // What a transform made of the image, in the place that it has in the data set.
        public IEnumerable<(PartImage Facts, AnnotatedImage Image, IEnumerable<ScoredBox> Boxes)> Images(
            AnnotatedDataSet whole) => Facts.Images.Zip(GroundTruth.Images, (facts, image) =>
                (facts, whole.Images[facts.Index] with { Size = image.Size, Annotations = image.Annotations }))
            .Select((one, index) => (one.facts, one.Item2, Boxes[index]));
    }
}
