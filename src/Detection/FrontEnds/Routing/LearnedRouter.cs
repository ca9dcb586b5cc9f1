using System.Globalization;
using System.Text.Json.Serialization;
using DetectionSdk.Inference;
using DetectionSdk.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;

namespace DetectionSdk;

/// <summary>
/// Chooses by a network that was trained for it, such as the class module of ClassSR: input <c>images</c> float [B, 3,
/// H, W], RGB in [0, 1]; output <c>scores</c> [B, parts], larger for parts that suit the tile better; metadata
/// <c>task</c> = tile-router. Thread-safe; opened with its bundle.
/// </summary>
public sealed class LearnedRouter : ScoringRouter
{
    /// <summary>What the metadata <c>task</c> of such a network says.</summary>
    public const string Task = "tile-router";

    private const string Images = "images", Scores = "scores", PackedName = "router.onnx";

    private InferenceSession? _session;

    /// <param name="file">
    /// The ONNX file. In a bundle a name beside <c>bundle.json</c>; for <see cref="FrontEndBundle.Write"/> any path.
    /// </param>
    /// <param name="cost">Multiply-adds per input pixel that it costs to choose.</param>
    /// <exception cref="ArgumentException">The file has no name, or the cost is no number of at least 0.</exception>
    public LearnedRouter(string file, double cost)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        if (!(double.IsFinite(cost) && cost >= 0))
            throw new ArgumentException(
                $"The router costs {cost.ToString(CultureInfo.InvariantCulture)} multiply-adds; expected at least 0.",
                nameof(cost));
        File = file;
        Cost = cost;
    }

    /// <summary>The ONNX file.</summary>
    public string File { get; }

    /// <summary>Multiply-adds per input pixel that it costs to choose.</summary>
    public double Cost { get; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override double OwnCost => Cost;

    /// <summary>The router and its cost on one line.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"learned ({File}), {Cost:0} multiply-adds per input pixel");

    internal override (TileRouter Router, string Name, byte[] Content)? Pack() =>
        (new LearnedRouter(PackedName, Cost), PackedName, System.IO.File.ReadAllBytes(File));

    internal override void Open(string bundle, Func<string, byte[]?> read, RuntimeOptions options)
    {
        string path = Path.Combine(bundle, File);
        byte[] model = read(File) ?? throw new ModelFormatException($"'{bundle}' holds no file '{File}', its router.");
        _session = SessionFactory.Open(ModelSource.FromBytes(model, path), options, NullLogger.Instance).Session;
        string? task = SignatureReader.Guard(
            path, () => _session.ModelMetadata.CustomMetadataMap.GetValueOrDefault(Models.ModelMetadata.Task));
        if (task == Task && _session.InputNames is [Images] && _session.OutputNames is [Scores]) return;
        throw new ModelFormatException(
            $"'{path}' states the task '{task ?? "none"}' and has the inputs {string.Join(", ", _session.InputNames)} "
            + $"and outputs {string.Join(", ", _session.OutputNames)}; expected '{Task}', {Images} and {Scores}.");
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">It was not opened with a bundle.</exception>
    protected override IReadOnlyList<double[]> Score(IReadOnlyList<ImageTile> tiles, FrontEndContext context)
    {
        if (_session is not { } session)
            throw new InvalidOperationException(
                $"The router '{File}' is not open; expected that of a bundle that {nameof(SuperResolver)} opened.");
        double[][] scores = new double[tiles.Count][];
        foreach (IGrouping<Size, (int Index, ImageTile Tile)> group in
            tiles.Index().GroupBy(pair => pair.Item.Place.Size))
            foreach ((int Index, ImageTile Tile)[] batch in group.Chunk(SuperResolutionSession.LargestBatch(group.Key)))
                foreach (((int index, _), double[] score) in batch.Zip(Run(session, batch)))
                    scores[index] = score;
        return scores;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) _session?.Dispose();
    }

    private static double[][] Run(InferenceSession session, (int Index, ImageTile Tile)[] batch)
    {
        using Mat planes = SuperResolutionSession.ToPlanes([.. batch.Select(pair => pair.Tile.Pixels)]);
        using OrtValue input = SuperResolutionSession.ToTensor(planes, batch.Length, batch[0].Tile.Place.Size);
        using RunOptions options = new();
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(options, [Images], [input], [Scores]);
        double[] scores = [.. outputs[0].GetTensorDataAsSpan<float>().ToArray()];
        return [.. scores.Chunk(scores.Length / batch.Length)];
    }
}
