using System.Text;
using DetectionSdk.Fuzzing.Targets;

namespace DetectionSdk.Fuzzing;

/// <summary>
/// Something that reads what others wrote. It is given sound inputs, its seeds, and then changed ones; every one must
/// end in a result or in an exception that says what is wrong with it.
/// </summary>
internal abstract class FuzzTarget : IDisposable
{
    /// <summary>Every target, in the order in which they run.</summary>
    public static IReadOnlyList<Func<FuzzTarget>> All { get; } =
    [
        () => new ModelMetadataTarget(),
        () => new DetectorModelTarget(),
        () => new SuperResolverModelTarget(),
        () => new FrontEndBundleTarget(),
        () => new YoloConfigurationTarget(),
        () => new YoloLabelsTarget(),
        () => new CocoTarget(),
        () => new CocoResultsTarget(),
        () => new VocTarget(),
        () => new RecipeTarget(),
        () => new PlanTarget(),
        () => new GateTarget(),
        () => new DetectorRunTarget(),
        () => new FrontEndRunTarget(),
        () => new SafeTensorsTarget(),
        () => new PictureTarget(),
        () => new PictureHeaderTarget(),
        () => new FfmpegTarget(),
        () => new StudyTarget(),
    ];

    /// <summary>Its name on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>How many inputs are one round: what takes some seconds.</summary>
    public virtual int InputsPerRound => 2000;

    /// <summary>Sound inputs, which must be accepted.</summary>
    public abstract IReadOnlyList<byte[]> Seeds { get; }

    /// <summary>Words of its language, which changes put in.</summary>
    public virtual IReadOnlyList<string> Words => [];

    /// <summary>Reads an input.</summary>
    public abstract void Read(byte[] input);

    /// <summary>Whether the documentation of what is read names an exception.</summary>
    public virtual bool IsDocumented(Exception error) => error is DetectionSdkException;

    /// <summary>Releases what the target needed.</summary>
    public virtual void Dispose() => Folder.Dispose();

    /// <summary>A folder in memory, where there is one, for what has to be a file.</summary>
    protected ScratchFolder Folder { get; } = new();

    protected static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    protected static byte[] Resource(string name)
    {
        using Stream stream = typeof(FuzzTarget).Assembly.GetManifestResourceStream(name)!;
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
