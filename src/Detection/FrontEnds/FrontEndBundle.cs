using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using DetectionSdk.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.ML.OnnxRuntime;

namespace DetectionSdk;

/// <summary>
/// A front-end of one or several networks: a folder, or one zip file, with <c>bundle.json</c> and ONNX files beside it.
/// A single ONNX file is a bundle of one. This is what <c>bundle.json</c> says; <see cref="SuperResolver.Load"/> opens
/// all of it.
/// </summary>
/// <remarks>
/// Of the parts that serve a frame (or an image that is none), a <see cref="TileRouter"/> chooses one for each tile;
/// where there is one, nothing is to be chosen. The file is read strictly: an unknown key or version is an error.
/// </remarks>
public sealed record FrontEndBundle
{
    /// <summary>The version of <c>bundle.json</c> that this SDK reads and writes.</summary>
    public const int CurrentVersion = 1;

    private const int LargestCount = 256;

    private static readonly JsonSerializerOptions Json = new()
    {
        TypeInfoResolver = FrontEndJson.Default,
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        AllowOutOfOrderMetadataProperties = true,
    };

    private static JsonTypeInfo<FrontEndBundle> Form =>
        (JsonTypeInfo<FrontEndBundle>)Json.GetTypeInfo(typeof(FrontEndBundle));

    /// <summary>Version of the format: <see cref="CurrentVersion"/>.</summary>
    public required int Version { get; init; }

    /// <summary>What the networks do: <c>super-resolution</c>.</summary>
    public required string Task { get; init; }

    /// <summary>Output pixels per input pixel and axis, that of every part; null for parts of any scale.</summary>
    public int? Scale { get; init; }

    /// <summary>
    /// Input pixels by which tiles overlap beyond what is blended: the largest radius of a receptive field, or less
    /// where seams may show a little.
    /// </summary>
    public required int Overlap { get; init; }

    /// <summary>The networks; at least one.</summary>
    public required IReadOnlyList<BundlePart> Parts { get; init; }

    /// <summary>
    /// Chooses among parts that serve the same frame; null where there are none, or where you bring one.
    /// </summary>
    public TileRouter? Router { get; init; }

    /// <summary>
    /// Whether there is a bundle of several files at a path: a folder with <c>bundle.json</c>, or a zip file. A single
    /// ONNX file is none.
    /// </summary>
    public static bool IsBundle(string path) => BundleFiles.AreAt(path);

    /// <summary>Reads what <c>bundle.json</c> says, without opening the parts.</summary>
    /// <param name="path">A folder or a zip file.</param>
    /// <exception cref="FileNotFoundException">There is nothing.</exception>
    /// <exception cref="ModelFormatException">It is no bundle, or one that this version does not read.</exception>
    public static FrontEndBundle Read(string path)
    {
        using BundleFiles files = BundleFiles.Open(path);
        return Read(path, files);
    }

    /// <summary>
    /// Writes a bundle as one zip file, whole or not at all; equal parts give equal bytes. Scale and overlap are those
    /// that the models state; each file in the bundle gets the name of its part.
    /// </summary>
    /// <param name="path">The file to write.</param>
    /// <param name="parts">The networks, <see cref="BundlePart.File"/> anywhere on the disk.</param>
    /// <param name="router">
    /// A router of the SDK, which is written with its numbers and not disposed. Null where you give
    /// <see cref="SuperResolver.Load"/> one of your own.
    /// </param>
    /// <param name="overlap">Null: the largest that a part states.</param>
    /// <exception cref="FileNotFoundException">A part does not exist.</exception>
    /// <exception cref="ModelFormatException">
    /// A part is no super-resolution model, the parts differ in scale, or the router does not choose among them.
    /// </exception>
    /// <exception cref="NotSupportedException">The router is none of the SDK.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(
        string path, IReadOnlyList<BundlePart> parts, TileRouter? router = null, int? overlap = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(parts);
        SuperResolverInfo[] models = [.. parts.Select(part => ReadModel(part.File))];
        FrontEndBundle bundle = new()
        {
            Version = CurrentVersion,
            Task = SuperResolverReader.Task,
            Scale = models.FirstOrDefault()?.Scale,
            Overlap = overlap ?? models.Select(model => model.Overlap).DefaultIfEmpty().Max(),
            Parts = [.. parts.Select(part => part with { File = part.Name + ".onnx" })],
            Router = router,
        };
        bundle.Require(path);
        foreach ((BundlePart part, SuperResolverInfo model) in bundle.Parts.Zip(models))
            bundle.RequireScale(path, part, model.Scale);
        byte[] description = JsonSerializer.SerializeToUtf8Bytes(bundle, Form);
        AtomicFile.Write(path, stream =>
        {
            using ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true);
            BundleFiles.Add(archive, BundleFiles.Description, description);
            foreach ((BundlePart written, BundlePart source) in bundle.Parts.Zip(parts))
                BundleFiles.Add(archive, written.File, File.ReadAllBytes(source.File));
        });
    }

    internal static FrontEndBundle Read(string path, BundleFiles files)
    {
        byte[] text = files.ReadDescription();
        try
        {
            RequireVersion(path, text);
            FrontEndBundle bundle = JsonSerializer.Deserialize(text, Form)
                ?? throw new JsonException("it is null");
            bundle.Require(path);
            return bundle;
        }
        // Whatever the constructor of a router or the serializer finds in the text.
        catch (Exception error)
            when (error is JsonException or NotSupportedException or InvalidOperationException or ArgumentException)
        {
            throw new ModelFormatException(
                $"'{path}': {BundleFiles.Description} describes no bundle of version {CurrentVersion}: {error.Message}",
                error);
        }
    }

    internal void RequireScale(string path, BundlePart part, int? scale)
    {
        if (scale != Scale)
            throw new ModelFormatException(
                $"'{path}': part '{part.Name}' enlarges by {Text(scale)}, the bundle by {Text(Scale)}; expected one "
                + "scale.");
    }

    /// <summary>Checks that a router chooses wherever there is a choice.</summary>
    internal void RequireRouter(string path, TileRouter? router)
    {
        int[] choices =
        [
            .. Parts.SelectMany(part => (long?[])[part.Start, part.LastFrame + 1])
                .Select(frame => Parts.Count(part => part.Serves(frame))).Where(count => count > 1).Distinct()
        ];
        if (choices.Length > 0 && router is null)
            throw new ModelFormatException(
                $"'{path}' has {choices[0]} parts for the same image and no router; expected one that chooses, in "
                + $"{BundleFiles.Description} or given to SuperResolver.Load.");
        if (choices.Select(count => router!.FaultFor(count)).FirstOrDefault(fault => fault is not null) is { } found)
            throw new ModelFormatException($"'{path}': {found}.");
    }

    private static void RequireVersion(string path, byte[] text)
    {
        using JsonDocument document = JsonDocument.Parse(text);
        if (document.RootElement is { ValueKind: JsonValueKind.Object } root
            && root.TryGetProperty("version", out JsonElement version)
            && version.ToString() != $"{CurrentVersion}")
            throw new ModelFormatException(
                $"'{path}': {BundleFiles.Description} is of version {version}; expected {CurrentVersion}, which this "
                + "SDK reads.");
    }

    private void Require(string path)
    {
        if (Faults().FirstOrDefault() is { } fault)
            throw new ModelFormatException($"'{path}': {BundleFiles.Description}: {fault}.");
        if (Router is not null) RequireRouter(path, Router);
    }

    private IEnumerable<string> Faults()
    {
        const int largestScale = SuperResolverReader.LargestScale, largestOverlap = SuperResolverReader.LargestOverlap;
        if (Task != SuperResolverReader.Task) yield return $"task '{Task}'; expected '{SuperResolverReader.Task}'";
        if (Scale is < 1 or > largestScale)
            yield return $"scale {Scale}; expected 1 to {largestScale}, or none for any scale";
        if (Overlap is < 0 or > largestOverlap) yield return $"overlap {Overlap}; expected 0 to {largestOverlap}";
        if (Parts.Count is 0 or > LargestCount) yield return $"{Parts.Count} parts; expected 1 to {LargestCount}";
        if (Parts.Any(part => part is null)) yield return "a part that is null";
        foreach (string fault in Parts.Select(part => part.Fault).OfType<string>()) yield return fault;
        if (FindTwin(part => part.Name) is { } name) yield return $"two parts are called '{name}'";
        if (FindTwin(part => part.File) is { } file) yield return $"two parts are the file '{file}'";
    }

    private string? FindTwin(Func<BundlePart, string> key) =>
        Parts.GroupBy(key).FirstOrDefault(same => same.Skip(1).Any())?.Key;

    private static SuperResolverInfo ReadModel(string path)
    {
        SuperResolverOptions options = new() { Provider = ExecutionProvider.Cpu };
        using InferenceSession session = SessionFactory.Open(path, options, NullLogger.Instance).Session;
        return SuperResolverReader.Read(path, session, options.Provider);
    }

    private static string Text(int? scale) => scale is { } factor ? $"{factor}" : "any scale";
}
