// What degradation does to a detector, and what training on it gives back, on scenes that this program renders:
//     dotnet run -c Release --project examples/QuickStart
// The street model on your own picture or clip:
//     dotnet run -c Release --project examples/QuickStart -- photo.jpg
using DetectionSdk;
using DetectionSdk.QuickStart;

try
{
    return args switch
    {
        [] => SceneComparison.Run("quickstart.png"),
        [string path] => OwnPicture.Run(path),
        _ => Usage(),
    };
}
catch (Exception error) when (error is ImageFormatException or IOException)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}

static int Usage()
{
    Console.Error.WriteLine("usage: QuickStart [PICTURE_OR_CLIP]");
    return 2;
}
